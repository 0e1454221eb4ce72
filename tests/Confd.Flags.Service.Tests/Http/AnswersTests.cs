using System.Text;
using Confd.Admission;
using Confd.Flags.Service.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service.Tests.Http;

public sealed class AnswersTests
{
    private readonly DefaultHttpContext _context = new();
    private readonly MemoryStream _body = new();

    public AnswersTests() => _context.Response.Body = _body;

    private string Body => Encoding.UTF8.GetString(_body.ToArray());

    [Fact]
    public async Task SendJson_Response_HasTypeAndLength()
    {
        await Answers.SendJsonAsync(_context, 201, "{\"ä\":1}"u8.ToArray());

        (_context.Response.StatusCode, _context.Response.ContentType, _context.Response.ContentLength)
            .ShouldBe((201, "application/json; charset=utf-8", 8L));
        Body.ShouldBe("{\"ä\":1}");
    }

    [Fact]
    public async Task SendJson_HeadRequest_HasTheLengthAndNoBody()
    {
        _context.Request.Method = "HEAD";

        await Answers.SendJsonAsync(_context, 200, "{}"u8.ToArray());

        _context.Response.ContentLength.ShouldBe(2);
        Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"t\"", 304, "")]
    [InlineData("\"u\"", 200, "{}")]
    public async Task SendTagged_KnownTag_SendsNotModified(string known, int status, string body)
    {
        _context.Request.Headers.IfNoneMatch = known;

        await Answers.SendTaggedAsync(_context, "{}"u8.ToArray(), "W/\"t\"");

        (_context.Response.StatusCode, Body).ShouldBe((status, body));
        _context.Response.Headers.ETag.ToString().ShouldBe("W/\"t\"");
        (_context.Response.ContentLength is null).ShouldBe(status == 304);
    }

    [Fact]
    public async Task SendMessage_Text_IsEscapedInTheFormOfLaunchDarkly()
    {
        await Answers.SendMessageAsync(_context, 404, "no \"such\"\nflag");

        Body.ShouldBe("{\"message\":\"no \\\"such\\\"\\nflag\"}");
    }

    [Theory]
    [InlineData(202, 0L)]
    [InlineData(204, null)]
    public async Task SendEmpty_Status_HasALengthIfTheProtocolRequiresOne(int status, long? length)
    {
        await Answers.SendEmptyAsync(_context, status);

        (_context.Response.StatusCode, _context.Response.ContentLength).ShouldBe((status, length));
    }

    [Fact]
    public void Buffer_WrittenInMixedPieces_HoldsThemAllInOrder()
    {
        using var buffer = ResponseBuffer.Rent();
        var expected = new StringBuilder();
        for (var number = 0; number < 2000; number++)
        {
            buffer.Write("x,"u8);
            buffer.WriteJson(number, static (writer, value) => writer.WriteNumberValue(value));
            expected.Append(System.Globalization.CultureInfo.InvariantCulture, $"x,{number}");
        }

        Encoding.UTF8.GetString(buffer.Written.Span).ShouldBe(expected.ToString());
        buffer.Clear();
        buffer.Written.Length.ShouldBe(0);
    }

    [Fact]
    public void Buffer_UsedAgain_IsEmpty()
    {
        for (var time = 0; time < 3; time++)
        {
            using var buffer = ResponseBuffer.Rent();
            buffer.Written.Length.ShouldBe(0);
            buffer.Write("left over"u8);
        }
    }

    [Fact]
    public void Buffer_PieceLargerThanItself_Grows()
    {
        using var buffer = ResponseBuffer.Rent();

        buffer.GetSpan(100_000).Length.ShouldBeGreaterThanOrEqualTo(100_000);
        buffer.Write(new byte[300_000]);
        buffer.Written.Length.ShouldBe(300_000);
    }

    [Fact]
    public void Buffer_BudgetExceeded_HoldsSmallContentAndRefusesMore()
    {
        var budget = new BodyBudget();
        budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue();
        using (var buffer = ResponseBuffer.Rent(budget))
        {
            buffer.Write(new byte[BodyBudget.SmallBytes]);
            Should.Throw<BadHttpRequestException>(() => buffer.Write(new byte[1])).StatusCode.ShouldBe(503);
        }

        budget.Release(BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes);
        budget.TryGrow(0, BodyBudget.MaxLargeBytes + BodyBudget.SmallBytes).ShouldBeTrue(); // all was given back
    }
}
