using Microsoft.AspNetCore.Http;

namespace Confd.TestSupport.Faults;

/// <summary>An error answer as DynamoDB sends it.</summary>
internal sealed record FaultResponse(int Status, string Type, string Message)
{
    public static FaultResponse? For(Fault fault) => fault switch
    {
        Fault.Throttle => new(
            400,
            "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput was exceeded."),
        Fault.Error => new(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "The request processing has failed."),
        Fault.ExpiredToken =>
            new(400, "com.amazon.coral.service#ExpiredTokenException", "The security token included in the request is expired"),
        Fault.AccessDenied =>
            new(400, "com.amazon.coral.service#AccessDeniedException", "User: someone is not authorized to perform this operation"),
        Fault.ExpiredIterator => new(400, "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException", "Iterator expired."),
        Fault.TrimmedData =>
            new(
                400,
                "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException",
                "The operation attempted to read past the oldest stream record."),
        _ => null,
    };

    public async Task SendAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync($$"""{"__type":"{{Type}}","message":"{{Message}}"}""");
    }
}
