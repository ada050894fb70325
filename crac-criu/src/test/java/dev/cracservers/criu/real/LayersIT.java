// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.criu.subject.Subject;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is taken in one container, and restored in others, each with a root of its own. */
@RealCheckpoint
class LayersIT {
  /**
   * Gives a command an overlay over the root of this machine as its root, as a container has. The
   * application is in that layer only; the folder of the test is shared, the image read-only.
   * Arguments: folder for the layer, folder of the test, application, image or "-", command.
   */
  private static final String LAYER =
      """
      set -e
      folder=$1 app=$2 image=$3
      shift 3
      mkdir "$0" && mount -t tmpfs none "$0" && mkdir "$0/upper" "$0/work" "$0/root"
      mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root"
      cd "$0/root"
      mkdir -p old ./"$folder" opt/crac-layer && cp "$app" opt/crac-layer/app.jar
      mount --rbind /dev dev && mount --bind "$folder" ./"$folder"
      pivot_root . old && cd /
      mount -t proc proc /proc && umount -l /old
      [ "$image" = - ] || { mount --bind "$image" "$image" && mount -o remount,bind,ro "$image"; }
      exec "$@"
      """;

  @TempDir Path folder;

  @Test
  void sideBySideFromAReadOnlyImage() throws Exception {
    Path app = folder.resolve("app.jar");
    String classes = Trial.classPathOf(Subject.class).toString();
    run(Trial.javaHome().resolve("bin/jar").toString(), "cf", app.toString(), "-C", classes, ".");
    Orders orders = new Orders(folder.resolve("orders"));
    Path image = folder.resolve("image");
    List<String> arguments = new ArrayList<>(List.of("run", "--image", image.toString()));
    arguments.add(Trial.javaHome().resolve("bin/java").toString());
    for (String argument : Trial.javaArguments(orders)) {
      arguments.add(argument.replace(classes, "/opt/crac-layer/app.jar"));
    }
    try (Container first = Container.start(folder, orders, layer("first", "-"), arguments)) {
      CommandLine.Ended ended = first.crac("checkpoint", first.server());
      assertThat(ended.status()).as(ended.output() + first.log()).isIn(0, 137);
      assertThat(first.awaitEnd()).isZero();
    }
    Orders left = new Orders(folder.resolve("left"));
    Orders right = new Orders(folder.resolve("right"));
    try (Container one = restore("one", image, left);
        Container two = restore("two", image, right)) {
      two.order("ping there");
      one.order("exit 3");
      assertThat(one.awaitEnd()).isEqualTo(3);
      two.signal("TERM");
      assertThat(two.awaitEnd()).isEqualTo(128 + 15);
    }
    assertThat(Path.of("/opt/crac-layer")).doesNotExist();
    LeftOvers.assertNone(folder, folder.resolve("run"));
  }

  private Container restore(String name, Path image, Orders orders) throws Exception {
    String setting = orders.argument().substring("-D".length());
    return Container.start(
        folder,
        orders,
        layer(name, image.toString()),
        List.of("restore", image.toString(), "--set", setting));
  }

  private List<String> layer(String name, String image) {
    String layer = folder.resolve("layer-" + name).toString();
    return List.of("sh", "-c", LAYER, layer, folder + "", folder + "/app.jar", image);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
