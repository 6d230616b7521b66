package bulla.httpd.authz;

import bulla.httpd.core.Authorizer;
import bulla.httpd.core.Authorizer.Authorization;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A requirement, or several combined. Immutable. */
sealed interface Requirement {
  /**
   * What it says of a request.
   *
   * @param logs whether that goes to the log
   */
  Authorization evaluate(RequestContext request, boolean logs);

  /** Whether it can only deny, never grant. */
  boolean negative();

  /**
   * One Require.
   *
   * @param text as it stood, for logs
   * @param negated {@code Require not}
   * @param methods of a Limit section around it; null for all
   * @param line where it stands
   */
  record One(
      String text,
      Authorizer.Test test,
      boolean negated,
      DirectiveScope.@Nullable Methods methods,
      DirectiveLine line)
      implements Requirement {
    @Override
    public boolean negative() {
      return negated;
    }

    @Override
    public Authorization evaluate(RequestContext request, boolean logs) {
      if (methods != null && !methods.cover(request.request().method())) {
        return Authorization.NEUTRAL;
      }
      Authorization found = test.test(request);
      Authorization result =
          !negated
              ? found
              : switch (found) {
                case GRANTED -> Authorization.DENIED;
                case DENIED, DENIED_NO_USER, NEUTRAL -> Authorization.NEUTRAL;
                case ERROR -> Authorization.ERROR;
              };
      if (logs) {
        logged(request, "Require " + (negated ? "not " : "") + text, result);
      }
      return result;
    }
  }

  /**
   * The first Require that keeps a request out, to be told to whom it concerns; null if none does
   * by itself.
   *
   * @param parts that have been evaluated, and deny
   */
  static @Nullable One denying(List<Requirement> parts, RequestContext request) {
    for (Requirement part : parts) {
      if (part.evaluate(request, false) == Authorization.DENIED) {
        One found =
            switch (part) {
              case One one -> one;
              case All(List<Requirement> all) -> denying(all, request);
              case Any(List<Requirement> any) -> denying(any, request);
              case None(List<Requirement> none) -> granting(none, request);
            };
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable One granting(List<Requirement> parts, RequestContext request) {
    for (Requirement part : parts) {
      if (part instanceof One one && one.evaluate(request, false) == Authorization.GRANTED) {
        return one;
      }
    }
    return null;
  }

  /** RequireAll: none denies, and one grants. */
  record All(List<Requirement> parts) implements Requirement {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean negative() {
      return parts.stream().allMatch(Requirement::negative);
    }

    @Override
    public Authorization evaluate(RequestContext request, boolean logs) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request, logs);
        if (one == Authorization.DENIED || one == Authorization.ERROR) {
          result = one;
          break;
        }
        // Denied for want of a user stands until something denies for good.
        if (one == Authorization.DENIED_NO_USER
            || (one == Authorization.GRANTED && result == Authorization.NEUTRAL)) {
          result = one;
        }
      }
      if (logs) {
        logged(request, "<RequireAll>", result);
      }
      return result;
    }
  }

  /** RequireAny: one grants. */
  record Any(List<Requirement> parts) implements Requirement {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean negative() {
      return false;
    }

    @Override
    public Authorization evaluate(RequestContext request, boolean logs) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request, logs);
        if (one == Authorization.GRANTED || one == Authorization.ERROR) {
          result = one;
          break;
        }
        if (one == Authorization.DENIED_NO_USER
            || (one == Authorization.DENIED && result == Authorization.NEUTRAL)) {
          result = one;
        }
      }
      if (logs) {
        logged(request, "<RequireAny>", result);
      }
      return result;
    }
  }

  /** RequireNone: none grants. */
  record None(List<Requirement> parts) implements Requirement {
    public None {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean negative() {
      return true;
    }

    @Override
    public Authorization evaluate(RequestContext request, boolean logs) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request, logs);
        if (one == Authorization.GRANTED) {
          result = Authorization.DENIED;
          break;
        }
        if (one == Authorization.ERROR) {
          result = one;
          break;
        }
      }
      if (logs) {
        logged(request, "<RequireNone>", result);
      }
      return result;
    }
  }

  private static void logged(RequestContext request, String text, Authorization result) {
    if (request.logs(AuthzCore.LOG, LogLevel.DEBUG)) {
      String word =
          switch (result) {
            case GRANTED -> "granted";
            case DENIED -> "denied";
            case DENIED_NO_USER -> "denied (no authenticated user yet)";
            case NEUTRAL -> "neutral";
            case ERROR -> "error";
          };
      request.log(
          AuthzCore.LOG, LogLevel.DEBUG, "AH01626: authorization result of " + text + ": " + word);
    }
  }
}
