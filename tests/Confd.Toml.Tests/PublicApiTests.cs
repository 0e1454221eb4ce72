using Confd.TestSupport;

namespace Confd.Toml.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheLibrary_IsTheApprovedOne() => PublicApi.ShouldBeApproved(typeof(TomlReader).Assembly);
}
