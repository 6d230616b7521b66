/**
 * The lab: the whole system of the article on one machine. It makes the PKI, starts every part
 * through the launcher as its user would, and plays the article against them.
 */
@NullMarked
package bulla.cli.lab;

import org.jspecify.annotations.NullMarked;
