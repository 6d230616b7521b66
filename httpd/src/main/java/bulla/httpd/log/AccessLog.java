package bulla.httpd.log;

import bulla.apacheconf.Node;
import bulla.apacheconf.Position;
import bulla.httpd.core.RequestContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One CustomLog or TransferLog.
 *
 * @param at where it stands
 * @param file where lines go
 * @param formatName nickname or format; empty for TransferLog
 * @param condition which requests are logged
 */
record AccessLog(
    Position at, Path file, Optional<String> formatName, Predicate<RequestContext> condition) {

  static AccessLog of(Node.Directive directive, Path file) {
    return new AccessLog(directive.at(), file, Optional.empty(), request -> true);
  }

  AccessLog format(String name) {
    return new AccessLog(at, file, Optional.of(name), condition);
  }

  AccessLog when(Predicate<RequestContext> wanted) {
    return new AccessLog(at, file, formatName, wanted);
  }

  boolean wants(RequestContext request) {
    return condition.test(request);
  }
}
