// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.platform.DumpException;
import dev.cracservers.criu.platform.FileTree;
import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder of an image: {@code manifest}, {@code channel}, {@code dump.log}, and CRIU's files in
 * a folder that the manifest names. A new image grows beside the old one in {@code criu.new/files};
 * the moment at which its manifest replaces the old one makes it the image. Only its owner may read
 * the folder, since whatever the process knew is in it.
 */
public final class ImageFolder {
  private static final String GROWING = "criu.new";
  private static final Pattern OURS =
      Pattern.compile("manifest|manifest\\.new|channel|dump\\.log|criu-\\d+|criu\\.new(\\..*)?");

  private final Path folder;
  private final String filesName = "criu-" + System.currentTimeMillis();
  private final List<Path> made = new ArrayList<>();
  private boolean claimed;

  public ImageFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder, or makes sure that an existing one is for images: it becomes private. */
  public void createPrivate() throws IOException {
    try {
      make(folder);
      refuseOtherContent();
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new IOException(
          "the image folder " + folder + " cannot be used: " + e + "; --image names another", e);
    }
  }

  /**
   * Claims the place where an image grows.
   *
   * @throws IOException if another process has claimed it
   */
  public void claim() throws IOException {
    removeLeftOvers();
    Path mine = Files.createTempDirectory(folder, GROWING + ".");
    Files.createDirectory(mine.resolve("files"));
    String owner = ProcessStat.pid() + " " + ProcessStat.startTime();
    Files.writeString(mine.resolve("owner"), owner);
    Files.move(mine, growing(), StandardCopyOption.ATOMIC_MOVE);
    claimed = true;
  }

  /**
   * Looks whether the claimed folder is still there.
   *
   * @throws DumpException if somebody removed it
   */
  public void refuseIfRemoved() throws DumpException {
    if (!Files.exists(growing())) {
      throw new DumpException(DumpOutcome.gone().explain("", this));
    }
  }

  public void writeManifest(RestoreChannel channel, Timeline timeline) throws IOException {
    String lines = Manifest.describe(channel, filesName) + timeline.toManifest();
    Files.writeString(folder.resolve("manifest.new"), lines);
  }

  /**
   * Removes what is left of a checkpoint of ours, and folders that were made for it and are empty;
   * an image stays.
   */
  public void discard() throws IOException {
    if (claimed) {
      claimed = false;
      Files.deleteIfExists(folder.resolve("manifest.new"));
      if (!Files.exists(folder.resolve("manifest"))) {
        Files.deleteIfExists(folder.resolve("channel"));
      }
      FileTree.delete(growing());
    }
    try {
      for (Path each : made) {
        Files.deleteIfExists(each);
      }
    } catch (DirectoryNotEmptyException usedMeanwhile) {
      // A log is in it, or another process took it as well.
    }
    made.clear();
  }

  public Path path() {
    return folder;
  }

  /** Returns the folder in which the image grows, in {@code files}. */
  Path growing() {
    return folder.resolve(GROWING);
  }

  /** Returns the name of the folder of CRIU's files once they are complete. */
  String filesName() {
    return filesName;
  }

  Path log() {
    return folder.resolve("dump.log");
  }

  /** Makes a folder and those above it, and keeps in mind which, the innermost first. */
  private void make(Path missing) throws IOException {
    Path above = missing.getParent();
    if (above != null && !Files.exists(above)) {
      make(above);
    }
    if (!Files.isDirectory(missing)) {
      Files.createDirectory(missing);
      made.add(0, missing);
    }
  }

  private void refuseOtherContent() throws IOException {
    for (Path entry : entries()) {
      if (!OURS.matcher(entry.getFileName().toString()).matches()) {
        throw new IOException("it holds " + entry.getFileName() + ", which is of no image");
      }
    }
  }

  private void removeLeftOvers() throws IOException {
    for (Path entry : entries()) {
      if (entry.getFileName().toString().startsWith(GROWING)) {
        Optional<String> owner = livingOwner(entry);
        if (owner.isPresent()) {
          throw new IOException(
              "process "
                  + owner.get()
                  + " is taking an image into "
                  + folder
                  + " now; wait for it,"
                  + " or name another folder with --image");
        }
        FileTree.delete(entry);
      }
    }
  }

  private static Optional<String> livingOwner(Path growing) {
    try {
      List<String> owner = List.of(Files.readString(growing.resolve("owner")).split(" ", -1));
      boolean lives =
          owner.size() == 2
              && ProcessStat.startTime(owner.get(0)).equals(Optional.of(owner.get(1)));
      return lives ? Optional.of(owner.get(0)) : Optional.empty();
    } catch (IOException nobodyClaimedIt) {
      return Optional.empty();
    }
  }

  private List<Path> entries() throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder)) {
      listed.forEach(entries::add);
    }
    return entries;
  }
}
