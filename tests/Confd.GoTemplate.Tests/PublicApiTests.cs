using Confd.TestSupport;

namespace Confd.GoTemplate.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(Template).Assembly);
}
