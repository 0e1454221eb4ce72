using Confd.Engine.Posix;

namespace Confd.Engine.Tests.Posix;

public sealed class ProcessEnvironmentTests
{
    [Fact]
    public void Read_Records_KeepBytesThatAreNotText()
    {
        byte[] records =
            [
                .. "A=1\0B="u8,
                0xFF,
                0x80,
                .. "=x\0=odd\0odd\0EMPTY=\0A=later\0C"u8,
                0xE9,
                .. "=caf"u8,
                0xE9,
                .. "\0LAST=\u00e9\u6f22\ud83d\ude00"u8,
            ];

        var variables = ProcessEnvironment.Read(records);

        variables.Select(variable => LosslessText.Encode($"{variable.Key}={variable.Value}")).ShouldBe(
        [
            "A=1"u8.ToArray(),
            [.. "B="u8, 0xFF, 0x80, .. "=x"u8],
            "EMPTY="u8.ToArray(),
            [.. "C"u8, 0xE9, .. "=caf"u8, 0xE9],
            "LAST=\u00e9\u6f22\ud83d\ude00"u8.ToArray(),
        ]);
    }

    [Fact]
    public void Merge_VariablesChangedSinceTheStart_AreTheChangedOnes()
    {
        var atStart = ProcessEnvironment.Read(
            [.. "SAME=caf"u8, 0xE9, .. "\0OTHER="u8, 0xE9, .. "\0GONE="u8, 0xE9, .. "\0N"u8, 0xE8, .. "=1\0N"u8, 0xE9, .. "=2"u8]);
        var present = new Dictionary<string, string> { ["SAME"] = "caf\uFFFD", ["OTHER"] = "new", ["N\uFFFD"] = "1", ["ADDED"] = "x" };

        ProcessEnvironment.Merge(atStart, present).Select(variable => LosslessText.Encode($"{variable.Key}={variable.Value}")).ShouldBe(
            [
                [.. "SAME=caf"u8, 0xE9], "OTHER=new"u8.ToArray(), [.. "N"u8, 0xE8, .. "=1"u8], [.. "N"u8, 0xE9, .. "=2"u8],
                "ADDED=x"u8.ToArray(),
            ]);
    }

    [Fact]
    public void With_VariablesOfTheChild_WinOverThoseOfThisProcess()
    {
        var own = ProcessEnvironment.Variables();

        var environment = ProcessEnvironment.With([new("PATH", "/first"), new("CONFD_TEST_CHILD", "a=b"), new("PATH", "/last")]);

        environment.ShouldContain("PATH=/last");
        environment.ShouldContain("CONFD_TEST_CHILD=a=b");
        environment.Count(variable => variable.StartsWith("PATH=", StringComparison.Ordinal)).ShouldBe(1);
        environment.Length.ShouldBe(own.Select(variable => variable.Key).Union(["PATH", "CONFD_TEST_CHILD"]).Count());
    }

    [Fact]
    public void Encode_AnyBytes_ComeBack()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);

            LosslessText.Encode(LosslessText.Decode(bytes)).ShouldBe(bytes);
        }

        // Surrogates in the form of UTF-8 are no text either.
        byte[] surrogate = [0xED, 0xB2, 0x80];
        LosslessText.Encode(LosslessText.Decode(surrogate)).ShouldBe(surrogate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0B")]
    [InlineData("CONFD_TEST_NO_SUCH_VARIABLE")]
    public void Find_NoVariable_IsNull(string name) => ProcessEnvironment.Find(name).ShouldBeNull();

    [Fact]
    public void Find_Variable_IsItsValue() => ProcessEnvironment.Find("PATH").ShouldBe(Environment.GetEnvironmentVariable("PATH"));
}
