#include "cli/output/stopping_table.h"

#include <gmock/gmock.h>

namespace srnet::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(StoppingTable, SaysWhatWouldHaveBeenStoppedSavedAndLost) {
  v1::ReplayStoppingResponse replay;
  v1::ReplayStoppingResponse::Stop& stop = *replay.add_stops();
  v1::Coordinate& loss = *stop.add_coordinates();
  loss.set_axis("loss");
  loss.set_value("std");
  *stop.add_by() = loss;
  stop.mutable_by(0)->set_value("poe");
  stop.set_share(0.4);
  stop.set_saved_steps(240);
  stop.set_on_front(true);
  replay.set_models(3);
  replay.set_judged(2);
  replay.set_front(1);
  replay.set_steps(960);
  replay.set_saved_steps(240);
  EXPECT_THAT(ShowStoppingReplay(replay),
              AllOf(HasSubstr("loss=std  loss=poe        40%          240  yes: lost\n"),
                    HasSubstr("1 of 3 models would have been stopped; 2 have curves"),
                    HasSubstr("saved: 240 of 960 steps of training that nothing else reads (25.0 %)"),
                    HasSubstr("lost: 1 of 1 models")));
}

TEST(StoppingTable, WithoutAStopThereIsNoTable) {
  EXPECT_THAT(ShowStoppingReplay(v1::ReplayStoppingResponse()),
              AllOf(StartsWith("0 of 0 models"), HasSubstr("(0.0 %)")));
}

}  // namespace
}  // namespace srnet::cli
