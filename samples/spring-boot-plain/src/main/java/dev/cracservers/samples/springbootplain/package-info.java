/** A web application that has nothing of CRaC Servers in it. */
@NullMarked
package dev.cracservers.samples.springbootplain;

import org.jspecify.annotations.NullMarked;
