// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of an adapter are made of:
 *
 * <ul>
 *   <li>{@link dev.cracservers.testkit.SimulatedCheckpoint} stands in for the engine, {@link
 *       dev.cracservers.testkit.Rehearsal} runs a real coordinator on it and acts at each {@link
 *       dev.cracservers.testkit.Moment};
 *   <li>{@link dev.cracservers.testkit.DescriptorLedger} tells what is open;
 *   <li>a connector is a {@link dev.cracservers.testkit.ConnectorFixture} and passes {@link
 *       dev.cracservers.testkit.ConnectorDrainContract}, {@link
 *       dev.cracservers.testkit.ConnectorCloseContract} and {@link
 *       dev.cracservers.testkit.ConnectorRebindContract};
 *   <li>a pool is a {@link dev.cracservers.testkit.PoolFixture} and passes {@link
 *       dev.cracservers.testkit.PoolCloseContract} and {@link
 *       dev.cracservers.testkit.PoolReopenContract};
 *   <li>both pass {@link dev.cracservers.testkit.RoundTripContract};
 *   <li>{@link dev.cracservers.testkit.Gate}, {@link dev.cracservers.testkit.HttpConnection} and
 *       {@link dev.cracservers.testkit.RawClient} take the place of sleeps and clients, {@link
 *       dev.cracservers.testkit.SelfSignedKey} that of the keys of a server.
 * </ul>
 */
@NullMarked
package dev.cracservers.testkit;

import org.jspecify.annotations.NullMarked;
