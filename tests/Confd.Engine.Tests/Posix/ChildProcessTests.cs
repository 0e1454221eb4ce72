using System.Text;
using Confd.Engine.Posix;
using Confd.TestSupport;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Tests.Posix;

public sealed class ChildProcessTests : IDisposable
{
    private const int Terminate = 15;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_ArgumentsAndEnvironment_ArriveByteByByte()
    {
        // A byte that is no UTF-8, in both.
        var odd = LosslessText.Decode([0x61, 0xff, 0x62]);

        var (output, status) = await RunAsync(
            ["/bin/sh", "-c", "printf '%s|%s|%s' \"$1\" \"$2\" \"$ODD\"", "sh", "two words", odd], [$"ODD={odd}"]);

        output.ShouldBe([.. "two words|a"u8, 0xff, .. "b|a"u8, 0xff, (byte)'b']);
        status.Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Start_Environment_IsOnlyWhatWasGiven() =>
        (await TextAsync(["/usr/bin/env"], ["A=1", "B="])).ShouldBe("A=1\nB=\n");

    [Fact]
    public async Task Start_Errors_AreWrittenToTheOutput() =>
        (await TextAsync(["/bin/sh", "-c", "echo out; echo err >&2"])).ShouldBe("out\nerr\n");

    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 7", 7, "exit status 7")]
    [InlineData("exit 255", 255, "exit status 255")]
    [InlineData("kill -TERM $$", 255, "signal: terminated")]
    [InlineData("kill -KILL $$", 255, "signal: killed")]
    [InlineData("kill -PIPE $$", 255, "signal: broken pipe")]
    public async Task Wait_End_IsReportedInGosWords(string command, int exitStatus, string? reason)
    {
        var (_, status) = await RunAsync(["/bin/sh", "-c", command]);

        var isSignalled = reason?.StartsWith("signal", StringComparison.Ordinal) == true;
        (status.ExitStatus, status.Reason, status.IsSignalled).ShouldBe((exitStatus, reason, isSignalled));
    }

    [Fact]
    public void Start_MissingProgram_FailsAndNamesIt() =>
        Should.Throw<UnixException>(() => ChildProcess.Start(["/no/such/program"], [], output: null)).Message
            .ShouldBe("fork/exec /no/such/program: no such file or directory");

    [Theory]
    [InlineData("true\0; false", "A=1")]
    [InlineData("true", "A=1\0B=2")]
    public void Start_Nul_RunsNoPartOfTheCommand(string command, string variable) =>
        Should.Throw<UnixException>(() => ChildProcess.Start(["/bin/sh", "-c", command], [variable], output: null)).Message
            .ShouldBe("fork/exec /bin/sh: invalid argument");

    [Fact]
    public void Start_FileThatIsNotAProgram_FailsAndNamesIt()
    {
        var path = _directory.Write("text", "text");

        Should.Throw<UnixException>(() => ChildProcess.Start([path], [], output: null)).Message
            .ShouldBe($"fork/exec {path}: permission denied");
    }

    [Fact]
    public async Task Start_WithoutInput_HasAnEmptyOne() => (await TextAsync(["/bin/cat"])).ShouldBeEmpty();

    [Fact]
    public async Task Start_Input_IsReadFromIt()
    {
        var path = _directory.Write("in", "from the file");
        using var input = UnixFile.OpenForReading(path);

        (await TextAsync(["/bin/cat"], place: new ChildPlace { Input = input })).ShouldBe("from the file");
    }

    [Fact]
    public async Task Start_Descriptors_AreNotInherited()
    {
        _directory.Write("secret", "");
        using var held = UnixFile.OpenForReading(_directory["secret"]);

        (await TextAsync(["/bin/sh", "-c", "ls -l /proc/self/fd"])).ShouldNotContain("secret");
    }

    [Fact]
    public async Task SignalGroup_Child_ReachesWhatItStartedToo()
    {
        var (reader, writer) = ChildProcess.CreatePipe();
        await using var output = new FileStream(new SafeFileHandle(reader.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 1);
        var process = ChildProcess.Start(["/bin/sh", "-c", "sleep 1000 & echo started; wait"], Environment("PATH=/usr/bin:/bin"), writer);
        writer.Dispose();
        (await ReadLineAsync(output)).ShouldBe("started");

        ChildTable.SignalGroup(process, Terminate);

        (await ChildTable.WaitAsync(process)).Reason.ShouldBe("signal: terminated");

        // The sleeping one held the pipe open.
        (await output.ReadAsync(new byte[1], Cancellation)).ShouldBe(0);
        reader.Dispose();
        ChildTable.SignalGroup(process, Terminate);
    }

    [Fact]
    public async Task Start_IntoAGroup_IsSignalledWithIt()
    {
        var leader = ChildProcess.Start(["/bin/sh", "-c", "sleep 1000"], Environment("PATH=/usr/bin:/bin"), output: null);
        var member = ChildProcess.Start(
            ["/bin/sh", "-c", "sleep 1000"], Environment("PATH=/usr/bin:/bin"), output: null, new ChildPlace { Group = leader });

        ChildTable.SignalGroup(member, Terminate);

        (await ChildTable.WaitAsync(leader)).Reason.ShouldBe("signal: terminated");
        (await ChildTable.WaitAsync(member)).Reason.ShouldBe("signal: terminated");
    }

    [Fact]
    public async Task TryReap_RegisteredChild_IsLeftToItsWaiter()
    {
        var process = ChildProcess.Start(["/bin/sh", "-c", "exit 3"], [], output: null);

        ChildTable.TryReap(process).ShouldBeFalse();

        (await ChildTable.WaitAsync(process)).Reason.ShouldBe("exit status 3");
        ChildTable.TryReap(process).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0x0000, 0, false, null)]
    [InlineData(0x0100, 1, false, "exit status 1")]
    [InlineData(0xFF00, 255, false, "exit status 255")]
    [InlineData(0x0009, 255, true, "signal: killed")]
    [InlineData(0x0086, 255, true, "signal: aborted (core dumped)")]
    [InlineData(0x008B, 255, true, "signal: segmentation fault (core dumped)")]
    [InlineData(0x0022, 255, true, "signal: signal 34")]
    public void WaitStatus_OfTheSystem_IsReadBitByBit(int raw, int exitStatus, bool isSignalled, string? reason)
    {
        var status = new WaitStatus(raw);

        (status.ExitStatus, status.IsSignalled, status.Reason).ShouldBe((exitStatus, isSignalled, reason));
    }

    private static string[] Environment(params string[] variables) => variables;

    private static async Task<string> TextAsync(string[] arguments, string[]? environment = null, ChildPlace place = default) =>
        Encoding.UTF8.GetString((await RunAsync(arguments, environment, place)).Output);

    private static async Task<(byte[] Output, WaitStatus Status)> RunAsync(
        string[] arguments, string[]? environment = null, ChildPlace place = default)
    {
        var (reader, writer) = ChildProcess.CreatePipe();
        using var owned = reader;
        var process = ChildProcess.Start(arguments, environment ?? ["PATH=/usr/bin:/bin"], writer, place);
        writer.Dispose();
        await using var source = new FileStream(new SafeFileHandle(reader.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, 1);
        using var output = new MemoryStream();
        await source.CopyToAsync(output, Cancellation);
        return (output.ToArray(), await ChildTable.WaitAsync(process));
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, Cancellation) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
