using System.Text;
using Confd.Cli.Operation;

namespace Confd.Cli.Tests.Operation;

public sealed class ArgumentBytesTests : ProcessTestBase
{
    [Fact]
    public void FindProblem_ArgumentThatIsNotUtf8_IsNamed() =>
        ArgumentBytes.FindProblem(["table", "a\uFFFD"], [.. "dotnet\0confd.dll\0table\0a"u8, 0xFF, 0]).ShouldBe("argument 2 is not UTF-8");

    [Theory]
    [InlineData("confd\0a\uFFFD\0ü\0")]
    [InlineData("")]
    public void FindProblem_WrittenReplacementCharacter_IsNone(string commandLine) =>
        ArgumentBytes.FindProblem(["a\uFFFD", "ü"], Encoding.UTF8.GetBytes(commandLine)).ShouldBeNull();

    [Fact]
    public void FindProblem_ProgramOfBytesWithGoodArguments_IsNone() =>
        ArgumentBytes.FindProblem(["\uFFFD"], [0xFF, 0, .. "\uFFFD\0"u8]).ShouldBeNull();

    [Fact]
    public void Run_ArgumentThatIsNotUtf8_IsRefused()
    {
        var (exitStatus, errors) = Run("\"$1\" table put \"/$(printf '\\377')\" v --table none");

        exitStatus.ShouldBe(1);
        errors.ShouldBe("confd: error: argument 3 is not UTF-8\n");
    }
}
