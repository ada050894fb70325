// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The open descriptors of this process. */
public final class Descriptors {
  private static final int TRIES = 5;

  private Descriptors() {}

  /** Returns what is open now, by number. */
  public static List<Descriptor> open() throws IOException {
    // All names are read before the first is looked at: that of the listing is closed by then.
    String[] numbers = Descriptor.FOLDER.toFile().list();
    if (numbers == null) {
      throw new IOException(Descriptor.FOLDER + " cannot be listed");
    }
    SocketTable sockets = SocketTable.read();
    List<Descriptor> open = new ArrayList<>();
    for (String number : numbers) {
      look(Integer.parseInt(number), sockets).ifPresent(open::add);
    }
    open.sort(Comparator.comparingInt(Descriptor::number));
    return open;
  }

  /** Returns empty if it was closed meanwhile, as was the one of the listing itself. */
  private static Optional<Descriptor> look(int number, SocketTable sockets) throws IOException {
    for (int left = TRIES - 1; ; left--) {
      try {
        return Optional.of(Descriptor.read(number, sockets));
      } catch (NoSuchFileException closed) {
        return Optional.empty();
      } catch (IOException closedBetweenOpeningAndReading) {
        // The kernel says ENOENT then, and the number may belong to another already.
        if (left == 0) {
          throw closedBetweenOpeningAndReading;
        }
      }
    }
  }

  /**
   * Returns the name by which CRIU lets another descriptor take this one's place at a restore
   * ({@code --inherit-fd}), or "none" where it is opened again as it was. Pipes and files that have
   * grown cannot be: they belong to whoever started the process then.
   */
  public static String inheritKey(Descriptor descriptor) {
    String target = descriptor.target();
    if (target.startsWith("pipe:[")) {
      return target;
    }
    // The launcher puts the one in place of /dev/null and the other in place of a terminal or
    // socket.
    boolean replaceable =
        target.equals("/dev/zero")
            || descriptor.type() == Descriptor.REGULAR
            || descriptor.type() == Descriptor.FIFO;
    return replaceable && target.startsWith("/") && !descriptor.isDeleted()
        ? target.substring(1)
        : "none";
  }
}
