using Confd.TestSupport;

namespace Confd.Flags.Authoring.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagAuthoring).Assembly);
}
