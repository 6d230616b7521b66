/** What tests share: an in-memory CA, a settable clock, responders that misbehave. */
@NullMarked
package bulla.testkit;

import org.jspecify.annotations.NullMarked;
