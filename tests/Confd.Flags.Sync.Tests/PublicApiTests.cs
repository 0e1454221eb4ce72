using Confd.TestSupport;

namespace Confd.Flags.Sync.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagSync).Assembly);
}
