[description]
Takes this server through checkpoints and restores with CRaC Servers.
Start it with "crac run java -jar $JETTY_HOME/start.jar", or on a CRaC JDK.

[tags]
3rdparty
checkpoint

[depend]
server
work

[before]
deployment-scanner

[files]
maven://dev.cracservers/crac-core/${crac.version}|lib/crac/crac-core-${crac.version}.jar
maven://dev.cracservers/crac-jetty/${crac.version}|lib/crac/crac-jetty-${crac.version}.jar
maven://org.crac/crac/${crac.api.version}|lib/crac/crac-${crac.api.version}.jar

[lib]
lib/crac/crac-core-${crac.version}.jar
lib/crac/crac-jetty-${crac.version}.jar
lib/crac/crac-${crac.api.version}.jar

[xml]
etc/jetty-crac.xml

[ini]
crac.version?=@project.version@
crac.api.version?=@org.crac.version@
jetty.server.addProtectedClasses+=,dev.cracservers.core.,dev.cracservers.jetty.,org.crac.

[ini-template]
# tag::documentation[]
### Checkpoint and Restore Configuration

## How long requests in flight may take to finish, in milliseconds.
# jetty.crac.drainTimeout=30000

## What happens when requests are left then: ABORT gives the checkpoint up and the server serves on,
## FORCE cuts them.
# jetty.crac.onDrainTimeout=ABORT

## How long connectors, pools and files may take to close, in milliseconds.
# jetty.crac.closeTimeout=10000

## How long the settings of a restore may take to be read, in milliseconds.
# jetty.crac.restoreTimeout=10000

## How long pools and files may take to be usable again, in milliseconds.
# jetty.crac.reopenTimeout=30000

## How long connectors may try to listen again, in milliseconds.
# jetty.crac.rebindTimeout=10000
# end::documentation[]
