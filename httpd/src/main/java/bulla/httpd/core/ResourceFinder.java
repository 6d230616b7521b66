package bulla.httpd.core;

import bulla.apacheconf.ExpressionException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what a URL path leads to, and merges what the sections say about it: Directory sections
 * and .htaccess from the root down, then patterns, Files, Location. Blocks: runs on virtual
 * threads.
 */
final class ResourceFinder {
  /** Files up to this size are kept in memory, bytes. */
  static final int SMALL = 64 << 10;

  /** Deeper paths are refused; each level costs a look at the disk. */
  private static final int DEEPEST = 200;

  private final Hooks hooks;
  private final DirectoryFiles directoryFiles;

  ResourceFinder(Hooks hooks, DirectoryFiles directoryFiles) {
    this.hooks = hooks;
    this.directoryFiles = directoryFiles;
  }

  /** Looks. */
  Found find(VirtualHost host, String uri, @Nullable Found before) {
    Translation translation;
    try {
      translation = translate(host, uri);
    } catch (InvalidPathException impossible) {
      return new Found(Resource.UNKNOWN, host.directory(), List.of(), missing(uri));
    }
    Walk walk = new Walk(host, uri, translation, before);
    try {
      return walk.found();
    } catch (StoppedException stopped) {
      return new Found(walk.resource, walk.settings, List.of(), stopped.problem);
    } catch (ExpressionException undecided) {
      return new Found(
          walk.resource,
          walk.settings,
          List.of(),
          new Found.Problem(500, LogLevel.ERROR, null, "regular expression: " + undecided.text()));
    }
  }

  private Translation translate(VirtualHost host, String uri) {
    for (Hooks.Translator translator : hooks.translators) {
      Translation translation = translator.translate(host, uri);
      if (translation != null) {
        return translation;
      }
    }
    Path root = host.settings().get(CoreSettings.DOCUMENT_ROOT);
    return new Translation(root.resolve(uri.substring(1)), Settings.NONE);
  }

  private static Found.Problem missing(String uri) {
    return new Found.Problem(404, LogLevel.INFO, null, "AH00128: File does not exist: " + uri);
  }

  /** The path cannot be served; the walk stops. */
  private static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Found.Problem problem;

    StoppedException(Found.Problem problem) {
      super(problem.message());
      this.problem = problem;
    }
  }

  /** One look. */
  private final class Walk {
    private final VirtualHost host;
    private final String uri;
    private final Translation translation;
    private final @Nullable Found before;
    private final List<Section> files = new ArrayList<>();
    private final List<Section> conditions = new ArrayList<>();
    private Settings settings;
    private Resource resource = Resource.UNKNOWN;
    private int next;

    Walk(VirtualHost host, String uri, Translation translation, @Nullable Found before) {
      this.host = host;
      this.uri = uri;
      this.translation = translation;
      this.before = before;
      this.settings = host.directory();
      this.files.addAll(host.sections().files());
      this.conditions.addAll(host.sections().conditions());
    }

    Found found() throws StoppedException, ExpressionException {
      walkDown();
      if (resource.kind() != Resource.Kind.DIRECTORY) {
        String name = String.valueOf(fileName());
        for (Section section : List.copyOf(files)) {
          apply(section, name);
        }
      }
      for (Section section : host.sections().locations()) {
        apply(section, uri);
      }
      settings = translation.settings().over(settings);
      return new Found(resource, settings, conditions, null);
    }

    private @Nullable Path fileName() {
      Path file = resource.file();
      return file == null ? null : file.getFileName();
    }

    /** Goes down from the root, one component at a time. */
    private void walkDown() throws StoppedException, ExpressionException {
      Path path = translation.file().toAbsolutePath().normalize();
      if (path.getNameCount() > DEEPEST) {
        throw new StoppedException(missing(path.toString()));
      }
      Path at = Path.of("/");
      String directory = "/";
      enter(at, 0);
      for (int i = 0; i < path.getNameCount(); i++) {
        at = at.resolve(path.getName(i));
        FileFacts facts = look(at);
        if (facts != null && facts.type() == FileFacts.Type.DIRECTORY) {
          enter(at, i + 1);
          directory = at.toString();
          resource = new Resource(Resource.Kind.DIRECTORY, at, "");
          continue;
        }
        String rest = rest(path, i + 1);
        resource =
            facts == null ? new Resource(Resource.Kind.MISSING, at, rest) : file(at, rest, facts);
        break;
      }
      matchPatterns(directory);
      if (path.getNameCount() == 0) {
        resource = new Resource(Resource.Kind.DIRECTORY, at, "");
      }
    }

    /** Patterns come after all plain sections; they may look for the slash at the end or not. */
    private void matchPatterns(String directory) throws ExpressionException {
      String slashed = directory.equals("/") ? directory : directory + "/";
      for (Section section : host.sections().directoryPatterns()) {
        if (section.match().applies(directory) || section.match().applies(slashed)) {
          take(section);
        }
      }
    }

    private String rest(Path path, int from) {
      StringBuilder rest = new StringBuilder();
      for (int i = from; i < path.getNameCount(); i++) {
        rest.append('/').append(path.getName(i));
      }
      boolean slash = uri.length() > 1 && uri.endsWith("/");
      return slash ? rest.append('/').toString() : rest.toString();
    }

    private @Nullable FileFacts look(Path at) throws StoppedException {
      try {
        FileFacts facts = FileFacts.of(at, LinkOption.NOFOLLOW_LINKS);
        return facts != null && facts.type() == FileFacts.Type.LINK ? follow(at, facts) : facts;
      } catch (AccessDeniedException denied) {
        throw new StoppedException(
            new Found.Problem(
                403,
                LogLevel.ERROR,
                new SystemError(13, "Permission denied"),
                "AH00035: access to "
                    + uri
                    + " denied (filesystem path '"
                    + at
                    + "') because search permissions are missing on a component of the path"));
      } catch (IOException other) {
        throw new StoppedException(
            new Found.Problem(
                403, LogLevel.ERROR, null, "access to " + uri + " failed: " + other.getMessage()));
      }
    }

    private @Nullable FileFacts follow(Path at, FileFacts link)
        throws StoppedException, IOException {
      Options options = settings.get(CoreSettings.OPTIONS);
      FileFacts target = FileFacts.of(at);
      boolean allowed =
          options.has(Option.FOLLOW_SYM_LINKS)
              || (options.has(Option.SYM_LINKS_IF_OWNER_MATCH)
                  && target != null
                  && target.owner() == link.owner());
      if (!allowed || target == null) {
        throw new StoppedException(
            new Found.Problem(
                403,
                LogLevel.ERROR,
                null,
                "AH00037: Symbolic link not allowed or link target not accessible: " + at));
      }
      return target;
    }

    /** Merges what Directory sections and .htaccess say of one directory. */
    private void enter(Path directory, int depth) throws StoppedException, ExpressionException {
      List<Section> sections = host.sections().directories();
      String name = directory.toString();
      while (next < sections.size() && sections.get(next).match().weight() <= depth) {
        Section section = sections.get(next++);
        if (section.match().weight() == depth) {
          apply(section, name);
        }
      }
      OverridePolicy policy = settings.get(CoreSettings.OVERRIDE);
      if (policy.reads()) {
        htaccess(directory, policy);
      }
    }

    private void htaccess(Path directory, OverridePolicy policy) throws StoppedException {
      for (String name : host.settings().get(CoreSettings.ACCESS_FILE_NAMES)) {
        Path file = directory.resolve(name);
        try {
          if (FileFacts.of(file) == null) {
            continue;
          }
          take(directoryFiles.read(file, directory, policy));
          return;
        } catch (DirectoryFiles.DirectoryFileException unusable) {
          throw new StoppedException(unusable.problem());
        } catch (IOException unreadable) {
          throw new StoppedException(
              DirectoryFiles.DirectoryFileException.unreadable(file, directory).problem());
        }
      }
    }

    private void apply(Section section, String subject) throws ExpressionException {
      if (section.match().applies(subject)) {
        take(section);
      }
    }

    private void take(Section section) {
      settings = section.settings().over(settings);
      files.addAll(section.nested().files());
      conditions.addAll(section.nested().conditions());
    }

    private Resource file(Path at, String rest, FileFacts facts) {
      boolean plain = facts.type() == FileFacts.Type.FILE;
      return new Resource(
          plain ? Resource.Kind.FILE : Resource.Kind.OTHER,
          at,
          rest,
          facts.size(),
          facts.modifiedMicros(),
          facts.inode(),
          plain && facts.size() <= SMALL ? content(at, facts) : null,
          new Resource.Memo());
    }

    /** The bytes of a small file: those of the last look if nothing has changed. */
    private byte @Nullable [] content(Path at, FileFacts facts) {
      if (before != null
          && before.resource().content() != null
          && at.equals(before.resource().file())
          && before.resource().size() == facts.size()
          && before.resource().modifiedMicros() == facts.modifiedMicros()
          && before.resource().inode() == facts.inode()) {
        return before.resource().content();
      }
      try {
        byte[] bytes = Files.readAllBytes(at);
        return bytes.length == facts.size() ? bytes : null;
      } catch (IOException unreadable) {
        // Told when it is served: only then it is an error.
        return null;
      }
    }
  }
}
