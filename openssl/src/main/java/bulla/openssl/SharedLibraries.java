package bulla.openssl;

import bulla.ffi.NativeLibrary;
import java.util.List;
import java.util.function.Predicate;

/**
 * The names, as dlopen(3) knows them, of the OpenSSL that this process runs on: version 3, or 4
 * where there is no 3. Both libraries are of one version, because what one has made the other is
 * given.
 */
public final class SharedLibraries {

  private static final List<String> VERSIONS = List.of("3", "4");
  private static final List<String> FOUND = found(NativeLibrary::isThere);

  private SharedLibraries() {}

  /** Where libssl is: one name, or all that were looked for in vain. */
  public static List<String> ssl() {
    return named("ssl", FOUND);
  }

  /** The libcrypto that belongs to it. */
  public static List<String> crypto() {
    return named("crypto", FOUND);
  }

  /** The version whose libssl is there, which needs its own libcrypto; all if none is. */
  static List<String> found(Predicate<String> there) {
    return VERSIONS.stream()
        .filter(version -> there.test(named("ssl", List.of(version)).getFirst()))
        .findFirst()
        .map(List::of)
        .orElse(VERSIONS);
  }

  private static List<String> named(String library, List<String> versions) {
    return versions.stream().map(version -> "lib" + library + ".so." + version).toList();
  }
}
