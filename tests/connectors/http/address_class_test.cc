#include "connectors/http/address_class.h"

#include <gtest/gtest.h>

namespace syndicated {
namespace {

struct Case {
  const char* address;
  const char* why;  // a part of the reason, nullptr when public
};

constexpr Case kCases[] = {
    // IPv4: each row at both of its ends, and the neighbours outside.
    {"0.0.0.0", "0.0.0.0/8"},
    {"0.255.255.255", "0.0.0.0/8"},
    {"1.0.0.0", nullptr},
    {"9.255.255.255", nullptr},
    {"10.0.0.0", "private"},
    {"10.255.255.255", "private"},
    {"11.0.0.0", nullptr},
    {"100.63.255.255", nullptr},
    {"100.64.0.0", "carrier"},
    {"100.100.100.200", "carrier"},
    {"100.127.255.255", "carrier"},
    {"100.128.0.0", nullptr},
    {"126.255.255.255", nullptr},
    {"127.0.0.0", "loopback"},
    {"127.255.255.255", "loopback"},
    {"128.0.0.0", nullptr},
    {"169.253.255.255", nullptr},
    {"169.254.169.254", "link-local"},
    {"169.255.0.0", nullptr},
    {"172.15.255.255", nullptr},
    {"172.16.0.0", "private"},
    {"172.31.255.255", "private"},
    {"172.32.0.0", nullptr},
    {"192.0.0.0", "protocol"},
    {"192.0.0.192", "protocol"},
    {"192.0.1.0", nullptr},
    {"192.0.2.1", "documentation"},
    {"192.0.3.0", nullptr},
    {"192.88.99.1", "6to4"},
    {"192.88.100.0", nullptr},
    {"192.167.255.255", nullptr},
    {"192.168.0.0", "private"},
    {"192.168.255.255", "private"},
    {"192.169.0.0", nullptr},
    {"198.17.255.255", nullptr},
    {"198.18.0.0", "benchmarking"},
    {"198.19.255.255", "benchmarking"},
    {"198.20.0.0", nullptr},
    {"198.51.100.7", "documentation"},
    {"203.0.113.7", "documentation"},
    {"203.0.114.0", nullptr},
    {"223.255.255.255", nullptr},
    {"224.0.0.0", "multicast"},
    {"239.255.255.255", "multicast"},
    {"240.0.0.0", "reserved"},
    {"255.255.255.255", "reserved"},
    {"168.63.129.16", "metadata"},
    {"168.63.129.15", nullptr},
    {"8.8.8.8", nullptr},
    // IPv4 inside IPv6.
    {"::ffff:127.0.0.1", "loopback"},
    {"::ffff:169.254.169.254", "link-local"},
    {"::ffff:8.8.8.8", nullptr},
    {"::127.0.0.1", "IPv4-compatible"},
    {"::8.8.8.8", "IPv4-compatible"},
    {"64:ff9b::a9fe:a9fe", "NAT64"},
    {"64:ff9b::7f00:1", "NAT64"},
    {"64:ff9b::808:808", nullptr},
    {"64:ff9b:0:0:0:1:808:808", "outside"},
    {"64:ff9b:1::808:808", "NAT64"},
    {"64:ff9b:1:a9fe:a9:fe00::", "NAT64"},
    {"2002:a9fe:a9fe::", "6to4"},
    {"2002:808:808::1", "6to4"},
    {"2001::1", "Teredo"},
    {"2001:0:808:808::1", "Teredo"},
    // IPv6.
    {"::", "unspecified"},
    {"::1", "loopback"},
    {"::1:0:0:0", "outside"},
    {"100::1", "discard"},
    {"2001:1::1", "protocol"},
    {"2001:1ff:ffff::", "protocol"},
    {"2001:200::", nullptr},
    {"2001:db8::1", "documentation"},
    {"2001:db9::1", nullptr},
    {"3fff::1", "documentation"},
    {"3fff:1000::", nullptr},
    {"4000::1", "outside"},
    {"1fff::1", "outside"},
    {"5f00::1", "segment"},
    {"fc00::1", "private"},
    {"fd00:ec2::254", "private"},
    {"fdff::1", "private"},
    {"fe00::1", "outside"},
    {"fe80::1", "link-local"},
    {"fe80::1%eth0", "link-local"},
    {"febf::1", "link-local"},
    {"fec0::1", "site-local"},
    {"ff02::1", "multicast"},
    {"2606:4700::6810:84e5", nullptr},
    {"2a00::1", nullptr},
};

TEST(AddressClass, OnlyGloballyRoutableUnicastIsPublic) {
  for (const Case& c : kCases) {
    const auto address = parse_address(c.address);
    ASSERT_TRUE(address) << c.address;
    const char* why = why_not_public(*address);
    if (c.why == nullptr) {
      EXPECT_EQ(why, nullptr) << c.address << " is " << why;
    } else {
      ASSERT_NE(why, nullptr) << c.address;
      EXPECT_NE(std::string(why).find(c.why), std::string::npos) << c.address << " is " << why;
    }
  }
}

TEST(AddressClass, OddSpellingsOfAddressesAreNotRead) {
  for (const char* text : {"", "127.1", "0x7f000001", "0177.0.0.1", "2852039166", "1.2.3.4.5",
                           "1.2.3.256", ":::1", "12345::", "host", "%eth0", "1.2.3.4 "}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
  EXPECT_FALSE(parse_address(std::string_view("1.2.3.4\0x", 9)));
  EXPECT_FALSE(parse_address(std::string(100, '1')));
}

TEST(AddressClass, TextsRoundTrip) {
  for (const char* text : {"8.8.8.8", "::1", "2001:db8::7", "0.0.0.0", "64:ff9b::808:808"}) {
    EXPECT_EQ(to_text(*parse_address(text)), text);
  }
  EXPECT_EQ(to_text(*parse_address("::ffff:10.0.0.5")), "10.0.0.5");
}

TEST(AddressClass, NetworksAreReadStrictly) {
  for (const char* text : {"10.0.0.0/8", "10.0.0.5", "0.0.0.0/0", "::/0", "fd00::/8", "::1",
                           "127.0.0.1/32", "::ffff:10.0.0.0/104", "10.128.0.0/9"}) {
    EXPECT_TRUE(parse_network(text)) << text;
  }
  for (const char* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "10.0.0.1/8", "fd00::1/8", "::/129", "10/8", "fe80::%eth0/10", "a/8"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
}

TEST(AddressClass, AnAllowedNetworkOpensItselfAndNothingElse) {
  const std::vector<IpNetwork> allowed = {*parse_network("10.1.0.0/16"),
                                          *parse_network("fd00::/9")};
  struct Row {
    const char* address;
    bool allowed;
  };
  for (const Row& row :
       {Row{"10.1.2.3", true}, Row{"::ffff:10.1.2.3", true}, Row{"10.2.0.0", false},
        Row{"fd00::1", true}, Row{"fd7f::1", true}, Row{"fd80::1", false},
        Row{"64:ff9b::a01:203", false}, Row{"127.0.0.1", false}, Row{"8.8.8.8", true}}) {
    EXPECT_EQ(why_refused(*parse_address(row.address), allowed) == nullptr, row.allowed)
        << row.address;
  }
}

TEST(AddressClass, AnIpv4NetworkOfEverythingLeavesIpv6Alone) {
  const IpNetwork all_v4 = *parse_network("0.0.0.0/0");
  EXPECT_TRUE(contains(all_v4, *parse_address("127.0.0.1")));
  EXPECT_FALSE(contains(all_v4, *parse_address("::1")));
}

}  // namespace
}  // namespace syndicated
