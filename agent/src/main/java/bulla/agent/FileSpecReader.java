package bulla.agent;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** Reads {@code private_key}, {@code certificate} and {@code ca}: path, owner, group, mode. */
final class FileSpecReader {
  private final Owners owners;

  FileSpecReader(Owners owners) {
    this.owners = owners;
  }

  /**
   * Reads one; unknown keys in it are ignored, as certmgr does.
   *
   * @param defaultMode the mode when none is given
   * @return null after a problem was told
   */
  @Nullable FileSpec read(Fields fields, FileMode defaultMode) {
    Path path = path(fields);
    FileMode mode = mode(fields, defaultMode);
    UserPrincipal owner = owner(fields);
    GroupPrincipal group = group(fields);
    return path == null || mode == null || owner == null || group == null
        ? null
        : new FileSpec(path, owner, group, mode);
  }

  private static @Nullable Path path(Fields fields) {
    String text = fields.textIfAny("path");
    if (text == null) {
      fields.problem("path", fields.name("path") + " is needed");
      return null;
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      fields.problem("path", fields.name("path") + " is no path: " + e.getReason());
      return null;
    }
  }

  private static @Nullable FileMode mode(Fields fields, FileMode defaultMode) {
    String text = fields.textIfAny("mode");
    if (text == null) {
      return defaultMode;
    }
    try {
      return FileMode.parse(text);
    } catch (IllegalArgumentException e) {
      fields.problem("mode", fields.name("mode") + ": " + e.getMessage());
      return null;
    }
  }

  private @Nullable UserPrincipal owner(Fields fields) {
    String name = fields.textIfAny("owner");
    try {
      return name == null ? owners.user() : owners.user(name);
    } catch (IOException e) {
      fields.problem("owner", fields.name("owner") + ": there is no user \"" + name + "\"");
      return null;
    }
  }

  private @Nullable GroupPrincipal group(Fields fields) {
    String name = fields.textIfAny("group");
    try {
      return name == null ? owners.group() : owners.group(name);
    } catch (IOException e) {
      fields.problem("group", fields.name("group") + ": there is no group \"" + name + "\"");
      return null;
    }
  }
}
