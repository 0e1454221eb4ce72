using Confd.TestSupport;

namespace Confd.Flags.Service.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagService).Assembly);
}
