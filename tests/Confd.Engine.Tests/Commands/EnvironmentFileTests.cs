using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Tests.Templates.Sprig;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Commands;

public sealed class EnvironmentFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public void Read_ValuesThatAreNotText_KeepTheirBytes()
    {
        File.WriteAllBytes(_directory["env"], [0xEF, 0xBB, 0xBF, .. "# no variable\nA=caf"u8, 0xE9, .. "\r\n\nB=\u00fc"u8]);

        EnvironmentFile.Read(_directory["env"]).Select(variable => LosslessText.Encode($"{variable.Key}={variable.Value}"))
            .ShouldBe([[.. "A=caf"u8, 0xE9], "B=\u00fc"u8.ToArray()]);
    }

    // Whoever may write in the folder of a rendered file can put one in its place.
    [Fact]
    public async Task Read_Pipe_IsAnErrorAndDoesNotWait()
    {
        NamedPipe.Make(_directory["env"]);

        (await Should.ThrowAsync<IOException>(() => NamedPipe.WithoutWaitingAsync(() => EnvironmentFile.Read(_directory["env"]))))
            .Message.ShouldBe($"open {_directory["env"]}: it is a device, a pipe or a socket, not a file");
    }

    [Fact]
    public void Read_NulByte_IsAnErrorWithItsLine()
    {
        _directory.Write("env", "A=1\nB=x\0C=y\n");

        Should.Throw<InvalidDataException>(() => EnvironmentFile.Read(_directory["env"]))
            .Message.ShouldBe($"{_directory["env"]}:2: a NUL byte, which no variable can hold");
    }

    // The words of docs/command-line.md for values that others write.
    [Fact]
    public void Read_CarriageReturnAtTheEndOfAValue_IsAnErrorAndNoVariable()
    {
        const string Template = "A=1\nB={{index (split (getv \"/x\") \"\\n\") 0}}\n";
        var rendered = SprigRendering.Render(Template, ("/x", "x\rLD_PRELOAD=/evil.so\ny"));
        _directory.Write("env", rendered);

        Should.Throw<InvalidDataException>(() => EnvironmentFile.Read(_directory["env"]))
            .Message.ShouldBe($"{_directory["env"]}:2: a carriage return in the line, which for some ends it");
    }

    public void Dispose() => _directory.Dispose();
}
