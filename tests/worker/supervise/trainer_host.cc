// Supervises one fake trainer until it is killed itself: trainer_host TRAINER REQUEST LOG
#include <unistd.h>

#include "common/asio/loop.h"
#include "worker/supervise/trainer.h"

int main(int, char** argv) {
  srnet::asio::Loop loop("host");
  loop.Start();
  std::unique_ptr<srnet::supervise::Trainer> trainer;
  loop.Call([&] {
    trainer = *srnet::supervise::Trainer::Start(
        loop, {.program = argv[1], .request = argv[2], .log = argv[3]}, [](srnet::trainer_protocol::Event) {},
        [](const srnet::supervise::TrainerEnd&) {});
  });
  while (true) ::pause();
}
