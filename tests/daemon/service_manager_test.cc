// What is told to the service manager, message by message.
#include "daemon/service_manager.h"

#include <gtest/gtest.h>

#include "tests/daemon/notify_socket.h"

namespace syndicated {
namespace {

using Messages = std::vector<std::string>;

class CountingLog final : public Log {
 public:
  void event(LogLevel, std::string_view, std::initializer_list<LogField>) override { ++events_; }
  int events_ = 0;
};

TEST(ServiceManager, IsToldEachThingInTheFormOfSystemd) {
  NotifySocket socket;
  NullLog log;
  ServiceManager manager(log);
  EXPECT_TRUE(manager.listens());
  manager.status("Recovering the state");
  manager.extend_timeout(seconds(30));
  manager.ready("Running");
  manager.watchdog();
  manager.stopping("Stopping", seconds(45));
  EXPECT_EQ(socket.take(), (Messages{"STATUS=Recovering the state", "EXTEND_TIMEOUT_USEC=30000000",
                                     "READY=1\nSTATUS=Running", "WATCHDOG=1",
                                     "STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC=45000000"}));
}

TEST(ServiceManager, IsToldASentenceOnceUntilItChanges) {
  NotifySocket socket;
  NullLog log;
  ServiceManager manager(log);
  for (const char* sentence : {"a", "a", "b", "a", "a"}) manager.status(sentence);
  manager.ready("a");
  manager.status("a");
  EXPECT_EQ(socket.take(), (Messages{"STATUS=a", "STATUS=b", "STATUS=a", "READY=1\nSTATUS=a"}));
}

TEST(ServiceManager, NeverTakesAMessageFromTheTextOfASentence) {
  NotifySocket socket;
  NullLog log;
  ServiceManager manager(log);
  manager.status("refused by\nREADY=1\r\x1b[2J\xff end");
  const Messages messages = socket.take();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0], "STATUS=refused by READY=1 \xef\xbf\xbd[2J\xef\xbf\xbd end");
  manager.status(std::string(100'000, 'x'));
  EXPECT_LT(socket.take().at(0).size(), 500u);
}

TEST(ServiceManager, WantsTheWatchdogOnlyFromTheProcessItNames) {
  NotifySocket socket;
  NullLog log;
  EXPECT_EQ(ServiceManager(log).watchdog_interval(), Duration{});
  NotifySocket::set_watchdog(30'000'000, getpid());
  EXPECT_EQ(ServiceManager(log).watchdog_interval(), seconds(30));
  NotifySocket::set_watchdog(30'000'000, getppid());
  EXPECT_EQ(ServiceManager(log).watchdog_interval(), Duration{});
}

TEST(ServiceManager, IsNotMissedWhereThereIsNone) {
  unsetenv("NOTIFY_SOCKET");
  NotifySocket::set_watchdog(30'000'000, getpid());
  CountingLog log;
  ServiceManager manager(log);
  unsetenv("WATCHDOG_USEC");
  unsetenv("WATCHDOG_PID");
  EXPECT_FALSE(manager.listens());
  EXPECT_EQ(manager.watchdog_interval(), Duration{});
  manager.ready("Running");
  manager.stopping("Stopping", seconds(1));
  EXPECT_EQ(log.events_, 0);
}

TEST(ServiceManager, ThatDoesNotTakeMessagesIsOneWarning) {
  setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
  CountingLog log;
  ServiceManager manager(log);
  manager.ready("Running");
  manager.watchdog();
  unsetenv("NOTIFY_SOCKET");
  EXPECT_EQ(log.events_, 1);
}

}  // namespace
}  // namespace syndicated
