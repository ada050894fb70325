// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.ConnectorCloseContract;
import dev.cracservers.testkit.ConnectorDrainContract;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.ConnectorRebindContract;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.Nested;

class ReactorContractsTest {
  @Nested
  class Drains extends ConnectorDrainContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return ReactorFixture.rebuilding(gate);
    }
  }

  @Nested
  class Closes extends ConnectorCloseContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return ReactorFixture.rebuilding(gate);
    }
  }

  @Nested
  class Rebinds extends ConnectorRebindContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return ReactorFixture.rebuilding(gate);
    }
  }

  @Nested
  class GoesRoundOnWhatIsShared extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return ReactorPair.sharing();
    }
  }

  @Nested
  class GoesRoundOnItsOwn extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return ReactorPair.apart();
    }
  }
}
