package bulla.ffi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The C declaration of a function, reduced to what crosses the border: {@code void}, {@code int},
 * {@code long} (every 64-bit number), {@code pointer}; {@code ...} before the arguments that a
 * function may have or not.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Signature {
  /** For instance {@code int SSL_read(pointer, pointer, int)}. */
  String value();
}
