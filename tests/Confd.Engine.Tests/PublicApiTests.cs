using Confd.Engine.Keys;
using Confd.TestSupport;

namespace Confd.Engine.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(KeySnapshot).Assembly);
}
