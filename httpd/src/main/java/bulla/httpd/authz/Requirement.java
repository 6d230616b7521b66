package bulla.httpd.authz;

import bulla.httpd.core.Authorizer;
import bulla.httpd.core.Authorizer.Authorization;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.LogLevel;
import bulla.httpd.core.RequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A requirement, or several combined. Immutable. */
sealed interface Requirement {
  /** What it says of a request. */
  Authorization evaluate(RequestContext request);

  /** Whether it can only deny, never grant. */
  boolean negative();

  /**
   * One Require.
   *
   * @param text as it stood, for logs
   * @param negated {@code Require not}
   * @param methods of a Limit section around it; null for all
   */
  record One(
      String text, Authorizer.Test test, boolean negated, DirectiveScope.@Nullable Methods methods)
      implements Requirement {
    @Override
    public boolean negative() {
      return negated;
    }

    @Override
    public Authorization evaluate(RequestContext request) {
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
      logged(request, "Require " + (negated ? "not " : "") + text, result);
      return result;
    }
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
    public Authorization evaluate(RequestContext request) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request);
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
      logged(request, "<RequireAll>", result);
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
    public Authorization evaluate(RequestContext request) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request);
        if (one == Authorization.GRANTED || one == Authorization.ERROR) {
          result = one;
          break;
        }
        if (one == Authorization.DENIED_NO_USER
            || (one == Authorization.DENIED && result == Authorization.NEUTRAL)) {
          result = one;
        }
      }
      logged(request, "<RequireAny>", result);
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
    public Authorization evaluate(RequestContext request) {
      Authorization result = Authorization.NEUTRAL;
      for (Requirement part : parts) {
        Authorization one = part.evaluate(request);
        if (one == Authorization.GRANTED) {
          result = Authorization.DENIED;
          break;
        }
        if (one == Authorization.ERROR) {
          result = one;
          break;
        }
      }
      logged(request, "<RequireNone>", result);
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
