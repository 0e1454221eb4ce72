using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Confd.TestSupport.Faults;

/// <summary>Answers for <see cref="FaultProxy.EnqueueResponse"/> that DynamoDB itself would not give.</summary>
public static class CannedResponse
{
    /// <summary>A web page of a proxy or a portal.</summary>
    public const string Page = "<!DOCTYPE html>\n<html><head><title>Access denied for "
        + "hunter2</title></head><body>Please log in</body></html>";

    /// <summary>Status 200 with a body, as JSON.</summary>
    public static Func<HttpContext, Task> Json(string body) => With(200, "application/x-amz-json-1.0", body);

    /// <summary>An error of DynamoDB's, with its code.</summary>
    public static Func<HttpContext, Task> Error(int status, string code, string message, params (string Name, string Value)[] headers) =>
        With(
            status, "application/x-amz-json-1.0", $$"""{"__type":"com.amazon.coral.service#{{code}}","message":"{{message}}"}""", headers);

    /// <summary>Any status, type, body and further headers.</summary>
    public static Func<HttpContext, Task> With(int status, string contentType, string body, params (string Name, string Value)[] headers) =>
        With(status, contentType, Encoding.UTF8.GetBytes(body), headers);

    /// <inheritdoc cref="With(int, string, string, ValueTuple{string, string}[])"/>
    public static Func<HttpContext, Task> With(
        int status, string contentType, byte[] body, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(body);
    };

    /// <summary>Status 200 and a body that does not end; <paramref name="onAborted"/> is called when the reader has had enough.</summary>
    public static Func<HttpContext, Task> Endless(Action onAborted) => async context =>
    {
        context.Response.ContentType = "application/x-amz-json-1.0";
        var block = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{new string(' ', 64 * 1024)}"));
        try
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            onAborted();
        }
    };

    /// <summary>Status 200 and the beginning of a body, then nothing more until the reader leaves.</summary>
    public static Func<HttpContext, Task> Stalled(Action onSent) => async context =>
    {
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.Body.WriteAsync("""{"Items":["""u8.ToArray());
        await context.Response.Body.FlushAsync();
        onSent();
        var left = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(left.SetResult);
        await left.Task;
    };
}
