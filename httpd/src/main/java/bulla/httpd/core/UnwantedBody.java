package bulla.httpd.core;

import bulla.http.BodyTimeoutException;
import bulla.http.BodyTooLargeException;
import bulla.http.ContentStream;
import bulla.http.Request;
import java.io.EOFException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A request's body that what answers has no use for. As in httpd it is read to its end first, so
 * that a body that is too long (LimitRequestBody), too slow or malformed is answered for that. A
 * client that waits to be told to send is not told to.
 */
final class UnwantedBody {
  private static final SystemError INVALID = new SystemError(22, "Invalid argument");

  private UnwantedBody() {}

  /** Reads and forgets; completes on the event loop with 0 or a status. */
  static CompletionStage<Integer> read(RequestContext request) {
    long set = request.directory().get(CoreSettings.LIMIT_BODY);
    long limit = set == 0 ? Long.MAX_VALUE : set;
    Request head = request.request();
    String length = head.field("Content-Length");
    if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
      request.log(
          "http",
          LogLevel.INFO,
          "AH01588: Requested content-length of "
              + length
              + " is larger than the configured limit of "
              + limit);
      return CompletableFuture.completedFuture(413);
    }
    if ("100-continue".equalsIgnoreCase(head.field("Expect"))) {
      return CompletableFuture.completedFuture(0);
    }
    CompletableFuture<Integer> done = new CompletableFuture<>();
    skip(request, request.exchange().bodyStream(limit), done);
    return done;
  }

  private static void skip(
      RequestContext request, ContentStream body, CompletableFuture<Integer> done) {
    while (true) {
      CompletableFuture<byte[]> piece = body.next().toCompletableFuture();
      if (!piece.isDone()) {
        var _ =
            piece.whenComplete(
                (bytes, failure) -> {
                  if (failure != null) {
                    done.complete(status(request, failure));
                  } else if (bytes.length == 0) {
                    done.complete(0);
                  } else {
                    skip(request, body, done);
                  }
                });
        return;
      }
      if (piece.isCompletedExceptionally()) {
        done.complete(status(request, piece.exceptionNow()));
        return;
      }
      if (piece.join().length == 0) {
        done.complete(0);
        return;
      }
    }
  }

  private static int status(RequestContext request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    return switch (cause) {
      case BodyTooLargeException tooLarge -> {
        request.log(
            "http",
            LogLevel.INFO,
            "AH01591: Read content length of "
                + tooLarge.seen()
                + " is larger than the configured limit of "
                + tooLarge.limit());
        yield 413;
      }
      case BodyTimeoutException tooSlow -> 408;
      case EOFException gone -> 400;
      default -> {
        request.log("http", LogLevel.INFO, INVALID, "AH01590: Error reading/parsing chunk  ");
        yield 400;
      }
    };
  }
}
