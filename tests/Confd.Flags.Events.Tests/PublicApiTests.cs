using Confd.TestSupport;

namespace Confd.Flags.Events.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagEventSender).Assembly);
}
