package dev.coffer.server.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalTest {
  @Test
  void tellsTheBoundsThatANumberHasToKeep() {
    Refusal refusal = Refusal.outside(Failure.DWS_0001, "db_port", 8000, 30000);
    assertThat(refusal.message(Language.ENGLISH))
        .isEqualTo(
            Failure.DWS_0001.text(Language.ENGLISH) + " db_port is out of range (8000 to 30000)");
    assertThat(refusal.message(Language.CHINESE))
        .isEqualTo(Failure.DWS_0001.text(Language.CHINESE) + "db_port：超出取值范围（8000～30000）");
  }

  @Test
  void tellsTheFieldAndWhyAndNothingMoreWhereThereAreNoBounds() {
    Refusal refusal = new Refusal(Failure.DWS_0001, "name", Reason.WRONG_FORM);
    assertThat(refusal.getMessage())
        .isEqualTo(Failure.DWS_0001.text(Language.ENGLISH) + " name has the wrong form");
  }
}
