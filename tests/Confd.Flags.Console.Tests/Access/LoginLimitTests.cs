using System.Net;
using Confd.Flags.Console.Access;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests.Access;

public sealed class LoginLimitTests
{
    private static readonly IPAddress Eve = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress Ann = IPAddress.Parse("203.0.113.8");

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void FindWait_TenWrongOnes_SlowDownThatAddressOnly()
    {
        var limit = new LoginLimit(_clock);
        Fail(limit, Eve, 10);

        limit.FindWait(Eve).ShouldBe(TimeSpan.FromMinutes(1));
        limit.FindWait(Ann).ShouldBeNull();
    }

    [Fact]
    public void FindWait_SomeTimeLater_IsTheRestOfTheMinute()
    {
        var limit = new LoginLimit(_clock);
        Fail(limit, Eve, 10);
        _clock.Advance(TimeSpan.FromSeconds(40));

        limit.FindWait(Eve).ShouldBe(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(20));

        limit.FindWait(Eve).ShouldBeNull();
    }

    [Fact]
    public void FindWait_ManyAddressesTogether_SlowEverybodyDown()
    {
        var limit = new LoginLimit(_clock);
        for (var at = 0; at < 200; at++)
        {
            limit.CountFailure(new IPAddress([10, 0, (byte)(at / 250), (byte)(at % 250)]));
        }

        limit.FindWait(Ann).ShouldNotBeNull();
    }

    [Fact]
    public void FindWait_CallersOfASocketWithoutAddress_CountAsOne()
    {
        var limit = new LoginLimit(_clock);
        Fail(limit, null, 9);
        limit.FindWait(null).ShouldBeNull();
        Fail(limit, null, 1);

        limit.FindWait(null).ShouldNotBeNull();
    }

    private static void Fail(LoginLimit limit, IPAddress? address, int times)
    {
        for (var time = 0; time < times; time++)
        {
            limit.CountFailure(address);
        }
    }
}
