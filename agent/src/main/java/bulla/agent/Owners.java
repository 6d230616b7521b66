package bulla.agent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;

/** Users and groups by name or number. */
final class Owners {
  private final UserPrincipalLookupService lookup =
      FileSystems.getDefault().getUserPrincipalLookupService();
  private final UserPrincipal user;
  private final GroupPrincipal group;

  private Owners(UserPrincipal user, GroupPrincipal group) {
    this.user = user;
    this.group = group;
  }

  /** Learns whom new files belong to: the running user and its group. */
  static Owners ofThisProcess() throws IOException {
    Path probe = Files.createTempFile("certmgr", ".owner");
    try {
      PosixFileAttributes attributes = Files.readAttributes(probe, PosixFileAttributes.class);
      return new Owners(attributes.owner(), attributes.group());
    } finally {
      Files.delete(probe);
    }
  }

  UserPrincipal user() {
    return user;
  }

  GroupPrincipal group() {
    return group;
  }

  /** A user; a number that no name has is taken as it is. */
  UserPrincipal user(String name) throws IOException {
    return lookup.lookupPrincipalByName(name);
  }

  /** A group; a number that no name has is taken as it is. */
  GroupPrincipal group(String name) throws IOException {
    return lookup.lookupPrincipalByGroupName(name);
  }
}
