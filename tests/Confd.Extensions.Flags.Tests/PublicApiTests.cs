using Confd.TestSupport;

namespace Confd.Extensions.Flags.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagHostingOptions).Assembly);
}
