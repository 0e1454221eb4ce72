using Confd.Flags.Client;
using Confd.TestSupport;

namespace Confd.Flags.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(FlagClient).Assembly);
}
