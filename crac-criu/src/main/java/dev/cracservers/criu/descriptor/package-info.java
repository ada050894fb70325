/**
 * What this process has open or mapped, who opened it, and whether an image can hold it.
 *
 * <p>{@link dev.cracservers.criu.descriptor.DescriptorCheck} judges each entry before the dump by
 * {@link dev.cracservers.criu.descriptor.DescriptorRules} and the rules of the user ({@link
 * dev.cracservers.criu.descriptor.ResourcePolicies}). {@link
 * dev.cracservers.criu.descriptor.DescriptorOwners} and {@link
 * dev.cracservers.criu.descriptor.KnownOwner} say who holds it and what closes it, {@link
 * dev.cracservers.criu.descriptor.RuleClosing} closes what rules say.
 */
@NullMarked
package dev.cracservers.criu.descriptor;

import org.jspecify.annotations.NullMarked;
