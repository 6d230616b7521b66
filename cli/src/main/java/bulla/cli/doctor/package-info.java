/** {@code bulla doctor}. */
@NullMarked
package bulla.cli.doctor;

import org.jspecify.annotations.NullMarked;
