/* The switch on aarch64: x19 to x30, d8 to d15. */
	.text

/* int weft__switch(void **save, void *to, int value) */
	.globl	weft__switch
	.type	weft__switch, %function
weft__switch:
	sub	sp, sp, #160
	stp	x19, x20, [sp, #0]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	mov	x9, sp
	str	x9, [x0]
	mov	sp, x1
	mov	w0, w2
	ldp	x19, x20, [sp, #0]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #160
	ret
	.size	weft__switch, . - weft__switch

/* void weft__stack_prepare(void **pointer, char *high) */
	.globl	weft__stack_prepare
	.type	weft__stack_prepare, %function
weft__stack_prepare:
	sub	x1, x1, #176
	stp	xzr, xzr, [x1, #0]
	stp	xzr, xzr, [x1, #16]
	stp	xzr, xzr, [x1, #32]
	stp	xzr, xzr, [x1, #48]
	stp	xzr, xzr, [x1, #64]
	adrp	x9, weft__trampoline
	add	x9, x9, :lo12:weft__trampoline
	stp	xzr, x9, [x1, #80]
	stp	xzr, xzr, [x1, #96]
	stp	xzr, xzr, [x1, #112]
	stp	xzr, xzr, [x1, #128]
	stp	xzr, xzr, [x1, #144]
	str	x1, [x0]
	ret
	.size	weft__stack_prepare, . - weft__stack_prepare

	.globl	weft__trampoline
	.hidden	weft__trampoline
	.type	weft__trampoline, %function
weft__trampoline:
	mov	x29, xzr
	mov	x30, xzr
	bl	weft__stack_begin
	brk	#1
	.size	weft__trampoline, . - weft__trampoline

	.section .note.GNU-stack,"",%progbits
