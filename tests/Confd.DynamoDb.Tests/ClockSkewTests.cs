using System.Globalization;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

public sealed class ClockSkewTests
{
    [Theory]
    [InlineData("InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z")]
    [InlineData("InvalidSignatureException", "Signature not yet current: 20260101T010000Z is still later than (20260101T000000Z + 5 min.)")]
    [InlineData("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")]
    [InlineData("RequestExpired", "Request has expired.")]
    public async Task Read_SignatureExpired_IsRetriedAndReportedAsClockSkew(string code, string message)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 10 });
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(400, code, message), times: 3);

        (await opened.GetValuesAsync(["/a"], Cancellation)).Count.ShouldBe(1);

        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(400, code, message), times: 100);
        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], Cancellation));
        failed.Failure.ShouldBe(DynamoDbFailure.ClockSkew);
        failed.Message.ShouldEndWith("; set this machine's clock");
        failed.Message.ShouldNotContain("IAM");
    }

    [Fact]
    public async Task Read_ClockIsAnHourBehind_SignsWithTheTimeOfDynamoDb()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync();
        var now = TimeProvider.System.GetUtcNow().AddHours(1);
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Error(
            400, "InvalidSignatureException", "Signature expired: too old", ("Date", now.ToString("R", CultureInfo.InvariantCulture))));

        (await opened.GetValuesAsync(["/a"], Cancellation)).Count.ShouldBe(1);

        var signedAt = DateTimeOffset.ParseExact(
            table.Proxy.SignedAt[^1], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        (signedAt - now).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Read_SignatureIsWrong_IsReportedAsWrongCredentials()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        table.Proxy.EnqueueResponse(
            "Scan", CannedResponse.Error(400, "InvalidSignatureException", "The request signature does not match"), times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.AccessDenied);
        failed.Attempts.ShouldBe(1);
    }
}
