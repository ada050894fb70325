// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.util.Map;

/** What listens at ports that servers connect to. */
final class WellKnownPorts {
  private static final Map<Integer, String> SERVICES =
      Map.ofEntries(
          Map.entry(443, "an HTTPS server"),
          Map.entry(1433, "SQL Server"),
          Map.entry(1521, "Oracle"),
          Map.entry(2181, "ZooKeeper"),
          Map.entry(3306, "MySQL"),
          Map.entry(4317, "an OpenTelemetry collector"),
          Map.entry(5432, "PostgreSQL"),
          Map.entry(5672, "RabbitMQ"),
          Map.entry(6379, "Redis"),
          Map.entry(8125, "StatsD"),
          Map.entry(9042, "Cassandra"),
          Map.entry(9092, "Kafka"),
          Map.entry(9200, "Elasticsearch"),
          Map.entry(27017, "MongoDB"),
          Map.entry(61616, "ActiveMQ"));

  private WellKnownPorts() {}

  /** Returns ", probably to X," or nothing. */
  static String service(int port) {
    String service = SERVICES.get(port);
    return service == null ? "" : ", probably to " + service + ",";
  }
}
