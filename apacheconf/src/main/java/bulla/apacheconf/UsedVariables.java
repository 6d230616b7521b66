package bulla.apacheconf;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Finds the variables that a condition looks at. */
final class UsedVariables {
  private final Set<String> names = new HashSet<>();

  private UsedVariables() {}

  static Set<String> of(Condition condition) {
    UsedVariables used = new UsedVariables();
    used.visit(condition);
    return Set.copyOf(used.names);
  }

  private void visit(Condition condition) {
    switch (condition) {
      case Condition.Constant constant -> {}
      case Condition.Not not -> visit(not.operand());
      case Condition.All all -> all.operands().forEach(this::visit);
      case Condition.Any any -> any.operands().forEach(this::visit);
      case Condition.Unary unary -> {
        visit(unary.operand());
        if (unary.operator().equals("R")) {
          names.add("REMOTE_ADDR");
        }
      }
      case Condition.Pattern pattern -> {
        visit(pattern.text());
        visit(pattern.pattern());
      }
      case Condition.InSubnet subnet -> visit(subnet.address());
      case Condition.Comparison comparison -> {
        visit(comparison.left());
        visit(comparison.right());
      }
      case Condition.Matches matches -> visit(matches.text());
      case Condition.In in -> {
        visit(in.word());
        in.list().forEach(this::visit);
      }
      case Condition.InList list -> {
        visit(list.word());
        visit(list.argument());
      }
    }
  }

  private void visit(Word word) {
    switch (word) {
      case Word.Literal literal -> {}
      case Word.Capture capture -> {}
      case Word.Variable variable -> names.add(variable.name().toUpperCase(Locale.ROOT));
      case Word.Concatenation joined -> joined.parts().forEach(this::visit);
      case Word.Call call -> visit(call.argument());
    }
  }
}
