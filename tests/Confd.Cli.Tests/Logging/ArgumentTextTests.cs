using Confd.Shared;

namespace Confd.Cli.Tests.Logging;

public sealed class ArgumentTextTests
{
    [Fact]
    public void Of_ArgumentException_OmitsTheParameterName()
    {
        ArgumentText.Of(new ArgumentException("there are two of the name a", "environments")).ShouldBe("there are two of the name a");
        ArgumentText.Of(new ArgumentException("the key is used twice")).ShouldBe("the key is used twice");
    }
}
