using Confd.TestSupport;

namespace Confd.Flags.Console.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagConsole).Assembly);
}
