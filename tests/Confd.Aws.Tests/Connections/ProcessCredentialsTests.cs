using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Confd.Aws.Connections;
using Confd.TestSupport;

namespace Confd.Aws.Tests.Connections;

/// <summary>Commands of <c>credential_process</c>.</summary>
public sealed class ProcessCredentialsTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s"}""", null, "1")]
    [InlineData("""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","SessionToken":"t","AccountId":"2",}""", "t", "2")]
    [InlineData(
        """{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","SessionToken":null,"Expiration":"2999-01-01T00:00:00Z"}""", null, "1")]
    public async Task GetCredentials_CommandWritesThem_AreRead(string written, string? token, string account)
    {
        var keys = await Create($"echo notice >&2; echo '{written}'").GetCredentialsAsync();

        keys.AccessKey.ShouldBe("AKIA");
        keys.SecretKey.ShouldBe("s");
        (keys.Token is { Length: > 0 } some ? some : null).ShouldBe(token);
        keys.AccountId.ShouldBe(account);
    }

    [Theory]
    [InlineData("echo no session >&2; exit 3", "Command returned non-zero exit value 3 with the error - no session")]
    [InlineData("echo secret", "the command wrote something other than credentials")]
    [InlineData("""echo '{"Version":1,"AccessKeyId":"secret"}'""", "the command wrote something other than credentials")]
    [InlineData("""echo '{"Version":2,"AccessKeyId":"secret"}'""", "the command wrote no credentials of \"Version\": 1")]
    public async Task GetCredentials_CommandFailsOrWritesOthers_SaysSoWithoutItsOutput(string command, string words)
    {
        var failed = await Should.ThrowAsync<ProcessAWSCredentialException>(() => Create(command).GetCredentialsAsync());

        failed.Message.Trim().ShouldBe(words);
        failed.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task GetCredentials_CommandDoesNotEnd_IsKilledAfterAMinuteWithWhatItHasStarted()
    {
        var asked = Create(HangingCommand).GetCredentialsAsync();
        var processes = await ProcessesAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));

        var late = await Should.ThrowAsync<AwsException>(() => asked);

        late.Failure.ShouldBe(AwsFailure.TimedOut);
        late.Message.ShouldBe(
            "failed to retrieve AWS credentials: the command did not end within 60 seconds and was killed; "
            + "check credential_process of profile p");
        await HaveEndedAsync(processes);
    }

    [Fact]
    public async Task GetCredentials_SearchIsGivenUp_CommandIsKilled()
    {
        using var search = new CancellationTokenSource();
        var asked = Create(HangingCommand, search.Token).GetCredentialsAsync();
        var processes = await ProcessesAsync();

        await search.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        await HaveEndedAsync(processes);
    }

    [Theory]
    [InlineData(0, "the command has ended, but a process that it started keeps its output open")]
    [InlineData(3, "Command returned non-zero exit value 3 with the error - a process that it started keeps its output open")]
    public async Task GetCredentials_CommandLeavesAProcessBehind_FailsWithItsOwnEnd(int status, string words)
    {
        var asked = Create($"sleep 1000 & echo $! > {_folder["part"]}; mv {_folder["part"]} {_folder["processes"]}; exit {status}")
            .GetCredentialsAsync();
        var left = (await ProcessesAsync()).ShouldHaveSingleItem();
        await _clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(1), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var failed = await Should.ThrowAsync<ProcessAWSCredentialException>(() => asked);

        failed.Message.ShouldBe(words);
        using var process = Process.GetProcessById(left);
        process.Kill();
    }

    [Fact]
    public async Task KillAll_CommandIsRunning_Ends()
    {
        var asked = Create(HangingCommand).GetCredentialsAsync();
        var processes = await ProcessesAsync();

        CredentialProcesses.KillAll();

        await Should.ThrowAsync<ProcessAWSCredentialException>(() => asked);
        await HaveEndedAsync(processes);
    }

    public void Dispose() => _folder.Dispose();

    // The shell itself, and a process that it has started.
    private string HangingCommand => $"sleep 1000 & echo $$ $! > {_folder["part"]}; mv {_folder["part"]} {_folder["processes"]}; wait";

    private static Task HaveEndedAsync(int[] processes) => Eventually.IsSoAsync(() => !processes.Any(IsRunning), Cancellation);

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return !running.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private ProcessCredentials Create(string command, CancellationToken? search = null) =>
        new(command, CredentialAdvice.OfProcess("p"), "1", _clock, search ?? CancellationToken.None);

    private async Task<int[]> ProcessesAsync()
    {
        await Eventually.IsSoAsync(() => File.Exists(_folder["processes"]), Cancellation);
        return [.. File.ReadAllText(_folder["processes"]).Split().Where(text => text.Length > 0)
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
    }
}
