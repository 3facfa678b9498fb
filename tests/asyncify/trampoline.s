# Reads and writes the C stack pointer and the limit that the stack check compares with.
# clang sees neither, so these four lines cannot be written in C.

	.globaltype __stack_pointer, i32
	.globaltype weft_stack_limit, i32

	.globl weft_stack_limit
weft_stack_limit:

	.globl stack_get
	.type stack_get,@function
stack_get:
	.functype stack_get () -> (i32)
	global.get __stack_pointer
	end_function

	.globl stack_set
	.type stack_set,@function
stack_set:
	.functype stack_set (i32) -> ()
	local.get 0
	global.set __stack_pointer
	end_function

	.globl stack_set_limit
	.type stack_set_limit,@function
stack_set_limit:
	.functype stack_set_limit (i32) -> ()
	local.get 0
	global.set weft_stack_limit
	end_function
