// What Storm DRPC speaks: the contract of its DRPC server, for clients on one port and for workers on another. Names, field numbers
// and types are Storm's; frames of TFramedTransport, strict TBinaryProtocol, no handshake.

namespace java storm.drpc
namespace py storm_drpc

// The caller may not do that. A worker gets it when it finishes a request that another worker holds.
exception AuthorizationException {
  1: required string msg;
}

// What a worker has fetched. Both fields are empty when there was nothing to fetch.
struct DRPCRequest {
  1: required string func_args;
  2: required string request_id;
}

enum DRPCExceptionType {
  INTERNAL_ERROR = 0,
  SERVER_SHUTDOWN = 1,
  SERVER_TIMEOUT = 2,
  FAILED_REQUEST = 3
}

// A call without an answer. A worker that fails a request may leave the type out.
exception DRPCExecutionException {
  1: required string msg;
  2: optional DRPCExceptionType type;
}

// The clients' port.
service DistributedRPC {
  // Answers when the function has.
  string execute(1: string functionName, 2: string funcArgs) throws (1: DRPCExecutionException e, 2: AuthorizationException aze);
}

// The workers' port. What is said of a request that is not outstanding is ignored.
service DistributedRPCInvocations {
  void result(1: string id, 2: string result) throws (1: AuthorizationException aze);
  DRPCRequest fetchRequest(1: string functionName) throws (1: AuthorizationException aze);
  void failRequest(1: string id) throws (1: AuthorizationException aze);
  void failRequestV2(1: string id, 2: DRPCExecutionException e) throws (1: AuthorizationException aze);
}
