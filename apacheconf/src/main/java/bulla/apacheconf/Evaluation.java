package bulla.apacheconf;

import java.util.List;

/**
 * What an expression is evaluated against. Only names that {@link Names} knows are asked for, as
 * they were written.
 */
public interface Evaluation {
  /** A variable's value, "" if it has none. */
  String variable(String name);

  /** The value of a function, "" if it has none. */
  String function(String name, String argument) throws ExpressionException;

  /** The values of a function that gives a list. */
  List<String> list(String name, String argument) throws ExpressionException;

  /** What a unary operator says of its argument. */
  boolean operator(String letter, String argument) throws ExpressionException;
}
