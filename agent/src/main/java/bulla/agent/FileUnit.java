package bulla.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Files that are replaced together: all of them or none. Each is written beside its place, for
 * nobody else to read, gets its owner and mode, and is on the disk before the first one is renamed.
 * If a rename fails, those before it are taken back.
 */
final class FileUnit {
  private static final FileAttribute<Set<PosixFilePermission>> ONLY_OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final List<Staged> files = new ArrayList<>();

  private FileUnit() {}

  /** A file and what goes into it. */
  record Content(FileSpec spec, byte[] bytes) {}

  /**
   * One file on its way: the new one, and the old one under another name while it may be needed.
   */
  private record Staged(Path target, Path fresh, Path former) {}

  /**
   * Replaces the files, in the order of the list.
   *
   * @throws IOException if that failed; the files are then as they were
   */
  static void replace(List<Content> contents) throws IOException {
    FileUnit unit = new FileUnit();
    try {
      for (Content content : contents) {
        unit.stage(content);
      }
      unit.rename();
    } finally {
      unit.sweep();
    }
    unit.syncFolders();
  }

  private void stage(Content content) throws IOException {
    FileSpec spec = content.spec();
    Path target = spec.path().toAbsolutePath();
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(target + " is a folder");
    }
    String name = "." + target.getFileName() + "." + UUID.randomUUID();
    Staged staged =
        new Staged(target, target.resolveSibling(name), target.resolveSibling(name + ".old"));
    try {
      Files.createFile(staged.fresh(), ONLY_OURS);
      files.add(staged);
      try (FileChannel channel = FileChannel.open(staged.fresh(), StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        permit(staged.fresh(), spec);
        channel.force(true);
      }
    } catch (IOException e) {
      throw new IOException(target + " cannot be written: " + e, e);
    }
  }

  /** The owner first: changing it may take mode bits away. */
  private static void permit(Path file, FileSpec spec) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!view.readAttributes().owner().equals(spec.owner())) {
      view.setOwner(spec.owner());
    }
    if (!view.readAttributes().group().equals(spec.group())) {
      view.setGroup(spec.group());
    }
    view.setPermissions(spec.mode().permissions());
  }

  private void rename() throws IOException {
    List<Staged> renamed = new ArrayList<>();
    for (Staged file : files) {
      try {
        if (Files.exists(file.target(), LinkOption.NOFOLLOW_LINKS)) {
          Files.createLink(file.former(), file.target());
        }
        move(file.fresh(), file.target());
        renamed.add(file);
      } catch (IOException e) {
        IOException failure = new IOException(file.target() + " cannot be replaced: " + e, e);
        for (Staged done : renamed.reversed()) {
          takeBack(done, failure);
        }
        throw failure;
      }
    }
  }

  private static void takeBack(Staged file, IOException failure) {
    try {
      if (Files.exists(file.former(), LinkOption.NOFOLLOW_LINKS)) {
        move(file.former(), file.target());
      } else {
        Files.deleteIfExists(file.target());
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename in one step", e);
    }
  }

  private void sweep() throws IOException {
    for (Staged file : files) {
      Files.deleteIfExists(file.fresh());
      Files.deleteIfExists(file.former());
    }
  }

  private void syncFolders() throws IOException {
    Set<Path> folders = new HashSet<>();
    for (Staged file : files) {
      Path folder = file.target().getParent();
      if (folder != null && folders.add(folder)) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}
