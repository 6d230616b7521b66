package bulla.agent;

import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CFSSL configurations of this host, {@code LABEL.json}: one that has the manifest's profile with
 * {@code auth_remote} tells servers and key in the manifest's place, as certmgr has it.
 */
final class CfsslConfigurations {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/local/cfssl"), Path.of("/etc/cfssl"), Path.of("/state/etc/cfssl"));

  private final List<Path> folders;

  /** Looks into these folders, the first one that has the file counts. */
  CfsslConfigurations(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  static CfsslConfigurations ofThisHost() {
    return new CfsslConfigurations(FOLDERS);
  }

  /** Servers and the text of the key, as the configuration has them. */
  record Found(Path file, String remotes, String key) {}

  /** What overrides the manifest, or null. A file that cannot be used is told in the log. */
  @Nullable Found find(String label, String profile) {
    for (Path folder : folders) {
      Path file = file(folder, label);
      if (file != null && Files.isRegularFile(file)) {
        return read(file, profile);
      }
    }
    return null;
  }

  /** The label comes from a manifest; it names a file of the folder and nothing else. */
  private static @Nullable Path file(Path folder, String label) {
    try {
      return label.isEmpty() || label.contains("/") ? null : folder.resolve(label + ".json");
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static @Nullable Found read(Path file, String name) {
    try {
      JsonObject json = Json.object(Files.readString(file, StandardCharsets.UTF_8));
      JsonObject signing = json.objectOrNull("signing");
      JsonObject profile = signing == null ? null : signing.objectsByName("profiles").get(name);
      JsonObject remote = profile == null ? null : profile.objectOrNull("auth_remote");
      if (remote == null) {
        return null;
      }
      String servers = json.textsByName("remotes").get(remote.text("remote"));
      JsonObject key = json.objectsByName("auth_keys").get(remote.text("auth_key"));
      if (servers == null || key == null) {
        LOG.warn("{}: auth_remote of profile {} names what is not there", file, name);
        return null;
      }
      LOG.info("{} overrides remote and auth key of profile {}", file, name);
      return new Found(file, servers, key.text("key"));
    } catch (IOException | JsonException e) {
      LOG.warn("{} cannot be used: {}", file, e.getMessage());
      return null;
    }
  }
}
