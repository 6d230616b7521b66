package bulla.ffi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a C function that is over in no time and never calls back, so that it may be called without
 * leaving the JVM's running state. A garbage collection has to wait for it.
 *
 * <p>The system property {@code bulla.ffi.brief=false} makes these calls like any other, for a
 * process that has put its own functions under libcrypto's memory.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Brief {}
